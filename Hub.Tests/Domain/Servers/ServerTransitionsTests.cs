using Hub.Domain.Servers;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Servers;

public sealed class ServerTransitionsTests
{
    private const string Begin = "<!-- transitions -->\n";
    private const string End = "<!-- /transitions -->";

    [Test]
    public void The_table_in_the_manual_is_that_of_the_code()
    {
        var path = Path.Combine(RepositoryFolder.Path, "docs", "lifecycle.md");
        var manual = File.ReadAllText(path);
        var (begin, end) = (manual.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, manual.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, manual[..begin] + ServerTransitions.Markdown() + manual[end..]);
        else
            manual[begin..end].ShouldBe(ServerTransitions.Markdown(), "run this test with UPDATE_DOCS=1 to write the table anew");
    }

    [Test]
    public void Every_event_has_one_line() =>
        ServerTransitions.All.Select(line => line.Event).ShouldBe(Enum.GetValues<ServerEvent>(), ignoreOrder: true);

    [Test]
    public void Every_state_but_stopped_can_be_left_for_good() => Enum.GetValues<ServerState>().Where(state => state != ServerState.Stopped)
        .ShouldAllBe(state => ServerTransitions.All.Any(line => line.From.Contains(state) && line.State != state));

    [Test]
    public void Nothing_stays_in_a_transition_without_a_deadline() => ServerTransitions.All
        .Where(line => line.State is ServerState.Queued or ServerState.Starting or ServerState.Stopping).ShouldAllBe(line => line.Deadline.Length > 1);
}
