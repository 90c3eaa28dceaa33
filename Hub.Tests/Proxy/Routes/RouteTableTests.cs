using System.Diagnostics;
using Hub.Proxy.Routes;

namespace Hub.Tests.Proxy.Routes;

public sealed class RouteTableTests
{
    private static readonly string[] _paths = ["/1", "/2", "/a/b/c/d", "/a/b/d", "/a/b/e", "/b", "/b/c", "/b/c/d", "/user/a", "/x//y"];

    [TestCase("/1", "/1")]
    [TestCase("/1/", "/1")]
    [TestCase("/1/etc/etc/", "/1")]
    [TestCase("/a/b/c/d/e/f", "/a/b/c/d")]
    [TestCase("/b/c/d/word", "/b/c/d")]
    [TestCase("/b/c/dword", "/b/c")]
    [TestCase("/user/a/x", "/user/a")]
    [TestCase("//user/a/x", "/user/a")]
    [TestCase("/x//y/z", "/x//y")]
    [TestCase("/not/found", null)]
    [TestCase("/a", null)]
    [TestCase("/a/b/c", null)]
    [TestCase("/user/ab", null)]
    [TestCase("/x/y", null)]
    [TestCase("/", null)]
    [TestCase("/constructor", null)]
    [TestCase("/__proto__/x", null)]
    public void The_longest_route_whose_segments_begin_the_path_wins(string path, string? expected) =>
        Full().Find(path)?.Path.ShouldBe(expected);

    [TestCase("/anything", "/")]
    [TestCase("/", "/")]
    [TestCase("/a/b/c", "/")]
    [TestCase("/b", "/b")]
    public void The_root_route_catches_what_no_other_does(string path, string expected)
    {
        var table = Full();
        table.Put(Make("/"));
        table.Find(path)!.Path.ShouldBe(expected);
    }

    [Test]
    public void Removing_a_route_leaves_parents_and_children()
    {
        var table = Full();
        table.Remove("/b/c")!.Path.ShouldBe("/b/c");
        table.Remove("/b/c").ShouldBeNull();
        table.Find("/b/c/x")!.Path.ShouldBe("/b");
        table.Find("/b/c/d/x")!.Path.ShouldBe("/b/c/d");
        table.Count.ShouldBe(_paths.Length - 1);
    }

    [Test]
    public void Putting_a_route_again_returns_the_one_before()
    {
        var table = Full();
        var next = Make("/1");
        table.Put(next)!.Path.ShouldBe("/1");
        table.Get("/1").ShouldBeSameAs(next);
        table.Count.ShouldBe(_paths.Length);
    }

    [TestCase("a.example", "/x", "/a.example")]
    [TestCase("A.Example", "/x", "/a.example")]
    [TestCase("a.example", "/hub/y", "/a.example/hub")]
    [TestCase("other", "/a.example", "/")]
    public void A_host_is_the_first_segment_whatever_its_case(string host, string path, string expected)
    {
        var table = new RouteTable(hostRouting: true);
        foreach (var route in new[] { "/", "/a.example", "/a.example/hub" }) table.Put(Make(route));
        table.Find(host, path)!.Path.ShouldBe(expected);
    }

    [Test]
    public void Replacing_all_leaves_only_the_new_ones()
    {
        var table = Full();
        var before = table.ReplaceAll([Make("/new"), Make("/1")]);
        before.Count.ShouldBe(_paths.Length);
        table.All().Select(r => r.Path).Order().ShouldBe(["/1", "/new"]);
        table.Count.ShouldBe(2);
    }

    [Test]
    public void The_version_grows_with_every_change_and_only_then()
    {
        var table = Full();
        var version = table.Version;
        table.Remove("/nothing");
        table.Get("/1")!.Touch(DateTimeOffset.UtcNow);
        table.Version.ShouldBe(version);
        table.Remove("/1");
        table.Version.ShouldBeGreaterThan(version);
    }

    [Test]
    public void Any_sequence_of_changes_agrees_with_a_plain_dictionary()
    {
        var random = new Random(20);
        var table = new RouteTable();
        var model = new Dictionary<string, Route>();
        var names = new[] { "a", "b", "c", "" };
        for (var i = 0; i < 5000; i++)
        {
            var path = RoutePath.Clean(string.Join('/', Enumerable.Range(0, random.Next(4)).Select(_ => names[random.Next(4)])));
            if (random.Next(3) == 0)
            {
                table.Remove(path).ShouldBe(model.GetValueOrDefault(path));
                model.Remove(path);
            }
            else table.Put(model[path] = Make(path));

            table.Count.ShouldBe(model.Count);
            table.Get(path).ShouldBe(model.GetValueOrDefault(path));
        }

        table.All().ToHashSet().SetEquals(model.Values).ShouldBeTrue();
    }

    [Test]
    public async Task Readers_always_find_a_route_that_stays_while_others_come_and_go()
    {
        var table = new RouteTable();
        table.Put(Make("/user/stays"));
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            long found = 0;
            while (!done.IsCancellationRequested)
            {
                if (table.Find("/user/stays/lab") is null) return -1;
                found++;
            }

            return found;
        });
        for (var i = 0; i < 20_000; i++)
        {
            table.Put(Make($"/user/u{i % 500}"));
            if (i % 3 == 0) table.Remove($"/user/u{i % 250}");
        }

        await done.CancelAsync();
        (await reading).ShouldBeGreaterThan(0);
    }

    [Test]
    public void Adding_and_removing_cost_the_path_and_not_the_table()
    {
        var small = CostOfChanges(1_000);
        var large = CostOfChanges(100_000);
        large.Bytes.ShouldBeLessThanOrEqualTo(small.Bytes * 1.5);
        // A hundred times as many routes: what looks at each of them would take a hundred times as long.
        large.Ticks.ShouldBeLessThan(small.Ticks * 20);
    }

    [Test]
    public void Walking_through_all_copies_nothing_of_the_table()
    {
        var table = new RouteTable();
        for (var i = 0; i < 50_000; i++) table.Put(Make($"/user/u{i}"));
        table.All().Count().ShouldBe(50_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        table.All().Count().ShouldBe(50_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    internal static Route Make(string path, string target = "http://127.0.0.1:1") =>
        new(path, target, System.Text.Encoding.UTF8.GetBytes($"\"target\":\"{target}\""), DateTimeOffset.UnixEpoch);

    // Medians, because a collection or a growing dictionary may fall into any one of them.
    private static (double Bytes, double Ticks) CostOfChanges(int routes)
    {
        var table = new RouteTable();
        for (var i = 0; i < routes; i++) table.Put(Make($"/user/u{i}"));
        var bytes = new List<double>();
        var ticks = new List<double>();
        for (var i = 0; i < 1001; i++)
        {
            var route = Make($"/user/more{i}");
            var (before, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            table.Put(route);
            if (i % 2 == 0) table.Remove(route.Path);
            ticks.Add(Stopwatch.GetTimestamp() - began);
            bytes.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (bytes.Order().ElementAt(500), ticks.Order().ElementAt(500));
    }

    private static RouteTable Full()
    {
        var table = new RouteTable();
        foreach (var path in _paths) table.Put(Make(path));
        return table;
    }
}
