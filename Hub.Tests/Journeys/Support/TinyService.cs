using System.Text.Json.Nodes;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys.Support;

/// <summary>A service in Python that a hub runs, and that tells what it was started with.</summary>
public sealed class TinyService
{
    private const string Script =
        """
        import http.server, json, os, sys, urllib.parse, urllib.request

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps({"pid": os.getpid(), "cwd": os.getcwd(), "environment": dict(os.environ)}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        request = urllib.request.Request(
            os.environ["JUPYTERHUB_API_URL"] + "/user", headers={"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]})
        print("I am", json.load(urllib.request.urlopen(request))["name"], flush=True)
        print("my token is", os.environ["JUPYTERHUB_API_TOKEN"], flush=True)
        where = urllib.parse.urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
        http.server.ThreadingHTTPServer((where.hostname, where.port), Answer).serve_forever()
        """;

    public string Url { get; } = $"http://127.0.0.1:{FreePort.Next()}";

    /// <summary>As the configuration of a hub has it.</summary>
    public JsonObject In(HubPlace place) => new()
    {
        ["name"] = "tiny",
        ["url"] = Url,
        ["command"] = new JsonArray(Python.Program, "-c", Script),
        ["cwd"] = place.Folder,
        ["environment"] = new JsonObject { ["COLOUR"] = "blue", [place.Mark.Name] = place.Mark.Value },
    };

    /// <summary>A service that is a few words of shell.</summary>
    public static JsonObject Shell(HubPlace place, string name, string script, params (string Key, JsonNode Value)[] more)
    {
        var service = new JsonObject
        {
            ["name"] = name,
            ["command"] = new JsonArray("/bin/sh", "-c", script),
            ["environment"] = new JsonObject { [place.Mark.Name] = place.Mark.Value },
        };
        foreach (var (key, value) in more)
            service[key] = value;
        return service;
    }

    /// <summary>What the service says of itself through the proxy, once that is as wanted.</summary>
    public static async Task<JsonNode> SaysAsync(HubPlace place, Func<JsonNode, bool> wanted)
    {
        using var visitor = place.Rest(null);
        return await Eventually.Until(
            async () => (await visitor.GetAsync("/services/tiny/")) is { Status: 200 } answer ? answer.Json : null,
            answer => answer is not null && wanted(answer), TimeSpan.FromSeconds(60)) ?? throw new AssertionException("no answer");
    }
}
