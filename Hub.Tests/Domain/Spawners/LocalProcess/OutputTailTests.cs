using Hub.Domain.Spawners.LocalProcess;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

public sealed class OutputTailTests
{
    private const string Token = "k3TeqY-0_sYl8rZf";

    [TestCase("one\ntwo\n", "one\ntwo")]
    [TestCase("a\r\nb\rc\n\n", "a\nb\nc")]
    [TestCase("\u001b[31mred\u001b[0m \u001b]0;title\u0007plain\u0000", "red plain")]
    [TestCase("tab\there\u0007\u009b", "tab here")]
    [TestCase("started with " + Token + ".", "started with ***.")]
    [TestCase("http://x/?token=abc&y=1", "http://x/?token=***&y=1")]
    [TestCase("Authorization: token abc", "Authorization: token ***")]
    [TestCase("{\"password\": \"p4ss\"}", "{\"password\": \"***\"}")]
    public void Output_is_made_fit_to_show(string output, string expected) =>
        OutputTail.Clean(output, OutputTail.Fingerprint(Token)).ShouldBe(expected);

    [Test]
    public void Only_the_last_lines_are_kept()
    {
        var output = string.Join('\n', Enumerable.Range(0, 1000));
        OutputTail.Clean(output, null).ShouldBe(string.Join('\n', Enumerable.Range(980, 20)));
    }

    [Test]
    public void Long_lines_are_cut_at_the_front() => OutputTail.Clean(new string('x', 50_000) + "end", null).Length.ShouldBe(4096);

    [Test]
    public void A_file_is_read_from_its_end()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, new string('ä', 5_000_000) + "\nlast\n");
            OutputTail.Read(path, null).ShouldEndWith("\nlast");
            OutputTail.Read(path, null).Length.ShouldBeLessThanOrEqualTo(4096);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void No_file_is_no_output() => OutputTail.Read("/nonexistent/output.log", null).ShouldBe("");
}
