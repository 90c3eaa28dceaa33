using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Clients;

/// <summary>The calls of programs others have written, in their order and with the Python libraries they use.</summary>
public sealed class ForeignClientTests : ApiFixture
{
    private const string Library =
        """
        import asyncio, json, os, requests, time
        from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPClientError
        api, token = os.environ["API"], os.environ["TOKEN"]
        auth = {"Authorization": f"token {token}"}
        told = []

        """;

    // It sends no body where requests has none, and does not say what its JSON is.
    private const string BinderHub =
        """
        async def call(path, **how):
            request = HTTPRequest(f"{api}/{path}", headers=dict(auth), **how)
            try:
                return (await AsyncHTTPClient().fetch(request)).code
            except HTTPClientError as error:
                return error.code

        async def main():
            told.append(await call("users/binder-x1", method="POST", body=b""))
            # A retry after an answer that was lost.
            told.append(await call("users/binder-x1", method="POST", body=b""))
            options = json.dumps({"image": "repo:1", "repo_url": "https://example.org/r", "token": "secret"}).encode()
            told.append(await call("users/binder-x1/servers/", method="POST", body=options))
            events, rest = [], [b""]
            def chunk(data):
                parts = (rest[0] + data).split(b"\n\n")
                rest[0] = parts[-1]
                events.extend(json.loads(part.split(b":", 1)[1]) for part in parts[:-1] if part.strip().startswith(b"data:"))
            told.append(await call("users/binder-x1/server/progress", streaming_callback=chunk, request_timeout=60))
            told.append(events[-1]["ready"])
            told.append(events[-1]["url"])
            told.append(await call("users/binder-x1/servers/", method="POST", body=options))
            told.append(await call("users/binder-x1", method="DELETE"))

        asyncio.run(main())
        print(json.dumps(told))
        """;

    private const string Nbgrader =
        """
        def ask(method, path, data=None):
            answer = requests.request(url=api + path, method=method, headers=auth, json=data)
            assert answer.ok, (path, answer.status_code, answer.text)
            return answer.json()

        def add(student, group):
            if group not in [known["name"] for known in ask("GET", "/groups")]:
                ask("POST", f"/groups/{group}")
            ask("POST", f"/groups/{group}/users", {"users": [student]})

        add("pupil", "nbgrader-c101")
        add("pupil", "nbgrader-c101")
        told.append(ask("GET", "/users/pupil")["groups"])
        ask("DELETE", "/groups/nbgrader-c101/users", {"users": ["pupil"]})
        ask("DELETE", "/groups/nbgrader-c101/users", {"users": ["pupil"]})
        told.append(ask("GET", "/users/pupil")["groups"])
        print(json.dumps(told))
        """;

    private const string Documentation =
        """
        # A token for somebody else, with a body that says nothing of its type.
        answer = requests.post(f"{api}/users/reader/tokens", data=json.dumps({"expires_in": 3600, "scopes": ["read:users!user"]}), headers=auth)
        answer.raise_for_status()
        told.append(sorted(answer.json()["scopes"]))

        answer = requests.get(api + "/users", headers=auth)
        answer.raise_for_status()
        told.append("reader" in [user["name"] for user in answer.json()])

        answer = requests.post(api + "/groups/formgrade-data301/users", headers=auth, json={"name": "formgrade-data301", "users": ["reader"]})
        answer.raise_for_status()
        told.append(answer.json()["users"])

        answer = requests.get(api + "/users?limit=1", headers={**auth, "Accept": "application/jupyterhub-pagination+json"})
        answer.raise_for_status()
        page = answer.json()
        told.append([len(page["items"]), page["_pagination"]["offset"], page["_pagination"]["limit"]])
        told.append(requests.get(page["_pagination"]["next"]["url"], headers=auth).status_code)

        for path in ("server", "servers/a", "servers/b"):
            told.append(requests.post(f"{api}/users/reader/{path}", headers=auth).status_code)
        for path in ("server", "servers/a", "servers/b"):
            told.append(requests.delete(f"{api}/users/reader/{path}", headers=auth).status_code)
        print(json.dumps(told))
        """;

    private const string StartAndStop =
        """
        session = requests.Session()
        session.headers = auth
        hub = api.removesuffix("/hub/api")
        user, server = f"{api}/users/starter", f"{api}/users/starter/servers/"

        def state():
            answer = session.get(user)
            answer.raise_for_status()
            return answer.json().get("servers", {})

        told.append("" in state())
        answer = session.post(server)
        answer.raise_for_status()
        told.append(answer.status_code in (201, 202))
        model = state()[""]
        told.append(bool(model["pending"] or model["ready"]))
        answer = session.get(hub + model["progress_url"], stream=True)
        answer.raise_for_status()
        for line in answer.iter_lines():
            event = json.loads(line.split(b":", 1)[1]) if line.startswith(b"data:") else {}
            if event.get("ready"):
                told.append([event["progress"], event["message"], event["url"]])
                break
        answer = session.delete(server)
        answer.raise_for_status()
        while answer.status_code == 202 and "" in state():
            time.sleep(0.1)
        told.append("" in state())
        print(json.dumps(told))
        """;

    [Test]
    public async Task The_example_that_starts_a_server_and_waits_for_it_works()
    {
        await UsersAsync("starter");
        JsonShape.Compare(
            await RunAsync(StartAndStop, "read:users", "admin:servers"),
            JsonShape.Parse("""[false, true, true, [100, "Server ready at /user/starter/", "/user/starter/"], false]"""));
    }

    [Test]
    public async Task BinderHub_starts_a_server_for_a_user_it_may_have_made_before() => JsonShape.Compare(
        await RunAsync(BinderHub, "admin:users", "admin:servers"),
        JsonShape.Parse("""[201, 409, 201, 200, true, "/user/binder-x1/", 400, 204]"""));

    [Test]
    public async Task Nbgrader_keeps_its_courses_as_groups()
    {
        await UsersAsync("pupil");
        JsonShape.Compare(await RunAsync(Nbgrader, "admin:groups", "read:users"), JsonShape.Parse("""[["nbgrader-c101"], []]"""));
    }

    [Test]
    public async Task The_examples_of_the_documentation_work()
    {
        await UsersAsync("reader");
        (await Admin.PostAsync("groups/formgrade-data301")).Status.ShouldBe(201);
        JsonShape.Compare(
            await RunAsync(Documentation, "admin:users", "admin:servers", "admin:groups", "tokens"),
            JsonShape.Parse(
                """
                [["read:users!user=reader", "read:users:activity!user=reader", "read:users:groups!user=reader", "read:users:name!user=reader"],
                 true, ["reader"], [1, 0, 1], 200, 201, 201, 201, 204, 204, 204]
                """));
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Servers = new ServerOptions { AllowNamedServers = true } };

    /// <summary>Runs a program as a service with these scopes; what it prints last is its account.</summary>
    private async Task<JToken> RunAsync(string program, params string[] scopes)
    {
        await Python.NeedAsync("requests, tornado");
        var (code, output) = await Python.RunAsync(
            [("API", $"http://127.0.0.1:{App.Port}/hub/api"), ("TOKEN", await TokenAsync("robot", scopes))], "-W", "ignore", "-c", Library + program);
        code.ShouldBe(0, output);
        return JsonShape.Parse(output.Trim().Split('\n')[^1]);
    }
}
