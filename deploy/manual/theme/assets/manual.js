/* Tables and code that are wider than the window can be scrolled without a mouse. */
window.addEventListener("load", function () {
  document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code").forEach(function (wide) {
    wide.tabIndex = 0
  })
})
