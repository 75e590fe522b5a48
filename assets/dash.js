/* The only script that Dash knows: it hands what its controls say to the page's modules, which may load later. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  basin: {
    changed() {
      const { inputs, triggered } = window.dash_clientside.callback_context;
      const values = (ids) => Object.fromEntries(ids.map((id) => [id.replace(/\.[^.]*$/, ""), inputs[id]]));
      // What the controls hold before the modules have come.
      window.basinControls ??= values(Object.keys(inputs));
      const changes = values(triggered.map(({ prop_id }) => prop_id));
      window.dispatchEvent(new CustomEvent("basin:changed", { detail: changes }));
    },
    height(scale) {
      window.dispatchEvent(new CustomEvent("basin:height", { detail: scale }));
    },
  },
});
