using System.Text.Json.Nodes;

namespace Hub.Tests.Journeys.Support;

/// <summary>
/// A single-user server that is up in no time: it says which path it was asked for, who it belongs to and which process it is.
/// Where its home holds a file <c>wait</c>, it listens only once that is gone; with a file <c>deaf</c> it heeds no signal.
/// </summary>
public static class TinyServer
{
    private const string Script =
        """
        import http.server, json, os, signal, time, urllib.parse

        def told(what):
            return os.path.exists(os.path.join(os.environ["HOME"], what))

        if told("deaf"):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while told("wait"):
            time.sleep(0.05)

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps({"path": self.path, "user": os.environ["JUPYTERHUB_USER"], "pid": os.getpid()}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        where = urllib.parse.urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
        http.server.ThreadingHTTPServer((where.hostname, where.port), Answer).serve_forever()
        """;

    /// <summary>Puts the script into a folder; the command of <c>Spawner.cmd</c> comes back.</summary>
    public static JsonArray WriteTo(string folder)
    {
        var file = Path.Combine(folder, "tiny-server.py");
        File.WriteAllText(file, Script);
        return [Python.Program, file];
    }
}
