/* Browsers start no worker for a page that was opened by double-click. A frame does the work of the search there. */
(function () {
  if (location.protocol !== "file:") return
  function listen(target, worker) {
    target.postMessage = function (data) {
      setTimeout(function () { worker.dispatchEvent(new MessageEvent("message", { data: data })) })
    }
    target.importScripts = function () {
      return Array.prototype.reduce.call(arguments, function (before, url) {
        return before.then(function () { return load(target.document, url) })
      }, Promise.resolve())
    }
  }
  function load(page, url) {
    return new Promise(function (done, failed) {
      var script = page.createElement("script")
      script.onload = done
      script.onerror = failed
      script.src = url
      page.head.appendChild(script)
    })
  }
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      this.frame.title = "search"
      document.body.appendChild(this.frame)
      var room = this.frame.contentWindow
      listen(room, this)
      this.ready = load(room.document, new URL(url, document.baseURI).href)
    }
    postMessage(data) {
      var room = this.frame.contentWindow
      this.ready.then(function () { room.dispatchEvent(new MessageEvent("message", { data: data })) })
    }
    terminate() { this.frame.remove() }
  }
})()
