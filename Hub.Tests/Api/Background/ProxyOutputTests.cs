using Hub.Api.Background;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Background;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProxyOutputTests
{
    private readonly RecordingLogger _log = new();
    private string _file = null!;
    private ProxyOutput _output = null!;

    [SetUp]
    public void SetUp()
    {
        _file = Path.Combine(Directory.CreateTempSubdirectory("hub-output-").FullName, "proxy.log");
        _output = new ProxyOutput(_file, _log);
        _output.BeginAnew();
    }

    [TearDown]
    public void TearDown() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Test]
    public void Whole_lines_are_logged_once_without_colours_at_their_level()
    {
        File.AppendAllText(_file, "12:00 [ConfigProxy] \u001b[31merror\u001b[39m: 503 GET /x\n12:01 [ConfigProxy] info: hé");
        _output.ReadNew();
        _output.ReadNew();
        _log.Text.ShouldBe("Error: Proxy: 12:00 [ConfigProxy] error: 503 GET /x");
        File.AppendAllText(_file, "llo\n");
        _output.ReadNew();
        _log.Text.ShouldEndWith("Information: Proxy: 12:01 [ConfigProxy] info: héllo");
    }

    [Test]
    public void What_stood_there_before_is_not_logged_again()
    {
        File.AppendAllText(_file, "old\n");
        _output.BeginAtEnd();
        File.AppendAllText(_file, "new\n");
        _output.ReadNew();
        _log.Text.ShouldBe("Information: Proxy: new");
    }

    [Test]
    public void Only_the_last_lines_are_remembered()
    {
        File.AppendAllLines(_file, Enumerable.Range(1, 50).Select(n => $"line {n}"));
        _output.ReadNew();
        _output.LastLines.ShouldStartWith("line 31\n");
        _output.LastLines.ShouldEndWith("\nline 50");
    }

    [Test]
    public void A_file_that_grew_large_is_emptied_once_it_is_read()
    {
        using (var file = File.AppendText(_file))
        {
            for (var n = 0; n < 17; n++)
                file.Write(new string('x', 1024 * 1024 - 1) + "\n");
        }
        _output.ReadNew();
        new FileInfo(_file).Length.ShouldBe(0);
        File.AppendAllText(_file, "after\n");
        _output.ReadNew();
        _output.LastLines.ShouldEndWith("\nafter");
    }
}
