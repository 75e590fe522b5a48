/* The only script that Dash's renderer calls. The page's modules may load later: they put their own function in the place of
   this one, see frontend/dash/reader.js. */
window.dash_clientside = Object.assign({}, window.dash_clientside, { basin: { changed() {} } });
