using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Cli;

/// <summary>Kill -9 while routes are written.</summary>
public sealed class KilledProxyTests
{
    private const int Settled = 5000;

    private string _file = null!;

    [SetUp]
    public void Name() => _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");

    [TearDown]
    public void Remove()
    {
        foreach (var left in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*")) File.Delete(left);
    }

    /// <summary>What is acknowledged is in the file soon after; the file itself is whole at every moment.</summary>
    [Test]
    public async Task Killed_at_any_moment_it_leaves_a_file_with_all_routes_that_had_been_written_and_none_by_halves()
    {
        using var client = new HttpClient();
        var random = new Random(5);
        var settled = Array.Empty<string>();
        for (var round = 0; round < 5; round++)
        {
            var (process, _, api) = await ProxyProcess.StartReadyAsync("--storage-file", _file, "--log-level", "error");
            using var started = process;
            // What the killed one had saved is there at once.
            foreach (var path in settled.Take(3)) (await client.GetAsync(new Uri(api, $"/api/routes{path}"))).IsSuccessStatusCode.ShouldBeTrue();
            settled = [.. Enumerable.Range(0, Settled).Select(i => $"/user/round{round}-{i}")];
            var all = string.Join(',', settled.Select(path => $"\"{path}\":{Data(path)}"));
            await client.PutAsync(new Uri(api, "/api/routes"), new StringContent($"{{{all}}}"));
            await Eventually.IsTrueAsync(async () => settled.All((await ReadAsync()).ContainsKey), "the routes are in the file");

            var sent = new ConcurrentDictionary<string, byte>();
            var acknowledged = 0;
            var last = random.Next(1, 1500);
            var writers = Enumerable.Range(0, 4).Select(async writer =>
            {
                for (var i = 0; !process.HasExited; i++)
                {
                    var path = $"/late/{writer}/{i}";
                    sent.TryAdd(path, 0);
                    if (!await TryPostAsync(client, new Uri(api, $"/api/routes{path}"), Data(path))) return;
                    if (Interlocked.Increment(ref acknowledged) == last) process.KillHard();
                }
            });
            await Task.WhenAll(writers);
            await process.EndAsync();

            var kept = await ReadAsync();
            settled.Where(path => !kept.ContainsKey(path)).ShouldBeEmpty();
            kept.Select(entry => entry.Key).Except(settled).Where(path => !sent.ContainsKey(path)).ShouldBeEmpty();
            kept.Where(entry => (string?)entry.Value!["target"] != Target(entry.Key)).ShouldBeEmpty();
        }
    }

    [Test]
    public async Task What_a_killed_proxy_left_half_written_is_taken_away_by_the_next()
    {
        var (stale, young) = ($"{_file}.1.new", $"{_file}.2.new");
        await File.WriteAllTextAsync(stale, "{\"/half");
        await File.WriteAllTextAsync(young, "{\"/half");
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddHours(-1));
        await using var proxy = await RunningProxy.StartAsync(o => o.StorageFile = _file);
        File.Exists(stale).ShouldBeFalse();
        File.Exists(young).ShouldBeTrue("another process may be writing it");
    }

    [Test]
    public async Task The_hubs_sync_corrects_what_was_kept_and_the_file_too()
    {
        var (gone, stays, old, moved) = (Data("/user/gone"), Data("/user/stays"), Data("/user/old"), Data("/user/moved"));
        await File.WriteAllTextAsync(_file, $$"""{"/user/gone":{{gone}},"/user/stays":{{stays}},"/user/moved":{{old}}}""");
        await using var proxy = await RunningProxy.StartAsync(o => o.StorageFile = _file);
        proxy.Host.Table.Count.ShouldBe(3);
        using var answer = await proxy.Api.PutAsync(
            "/api/routes", new StringContent($$"""{"/user/stays":{{stays}},"/user/moved":{{moved}}}"""));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"added":0,"changed":1,"removed":1,"unchanged":1}""");
        await Eventually.IsTrueAsync(
            async () => await ReadAsync() is { Count: 2 } kept && (string?)kept["/user/moved"]!["target"] == Target("/user/moved"), "the file is corrected");
    }

    private async Task<JsonObject> ReadAsync() => File.Exists(_file) ? JsonNode.Parse(await File.ReadAllTextAsync(_file))!.AsObject() : [];

    private static string Data(string path) => $$"""{"target":"{{Target(path)}}"}""";

    private static string Target(string path) => $"http://127.0.0.1:1{path}";

    private static async Task<bool> TryPostAsync(HttpClient client, Uri url, string data)
    {
        try
        {
            using var answer = await client.PostAsync(url, new StringContent(data));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It was killed.
            return false;
        }
    }
}
