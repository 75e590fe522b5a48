/* The only script that Dash knows: it hands what its controls say to the page's modules, which may load later. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  basin: {
    changed() {
      const { inputs, triggered } = window.dash_clientside.callback_context;
      window.basinMounted = true;
      const changes = triggered.map(({ prop_id }) => [prop_id.replace(/\.value$/, ""), inputs[prop_id]]);
      window.dispatchEvent(new CustomEvent("basin:changed", { detail: Object.fromEntries(changes) }));
    },
    height(scale) {
      window.dispatchEvent(new CustomEvent("basin:height", { detail: scale }));
    },
  },
});
