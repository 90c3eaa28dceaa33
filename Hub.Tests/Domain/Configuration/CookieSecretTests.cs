using Hub.Domain.Access;
using Hub.Domain.Configuration;

namespace Hub.Tests.Domain.Configuration;

[Platform("Linux"), System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class CookieSecretTests
{
    private string _folder = "";

    private string File => Path.Combine(_folder, "data", "jupyterhub_cookie_secret");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("cookie-secret").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_configured_key_needs_no_file()
    {
        var secret = await Load(new SessionOptions { CookieSecret = new string('A', 64) });

        secret.Bytes.ToArray().ShouldBe(Enumerable.Repeat((byte)0xaa, 32));
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Test]
    public async Task A_key_is_made_once_for_its_owners_eyes_only()
    {
        var first = await Load();
        var second = await Load();

        second.Bytes.ToArray().ShouldBe(first.Bytes.ToArray());
        (first.IsNew, second.IsNew).ShouldBe((true, false));
        System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(File)!).ShouldBe([File]);
    }

    [Test]
    public async Task Hubs_starting_at_once_agree_on_one_key()
    {
        var secrets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Load())));

        secrets.Select(secret => Convert.ToHexString(secret.Bytes.Span)).Distinct().ShouldHaveSingleItem();
    }

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherWrite)]
    public async Task A_file_others_can_read_is_refused(UnixFileMode mode)
    {
        await Load();
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);

        (await Should.ThrowAsync<InvalidDataException>(() => Load())).Message.ShouldContain("chmod 600");
    }

    [TestCase("")]
    [TestCase("short")]
    [TestCase("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public async Task A_file_without_a_key_is_refused(string content)
    {
        await Load();
        await System.IO.File.WriteAllTextAsync(File, content);

        (await Should.ThrowAsync<InvalidDataException>(() => Load())).Message.ShouldContain("openssl rand -hex 32");
    }

    private Task<CookieSecret> Load(SessionOptions? options = null) =>
        CookieSecret.LoadAsync(options ?? new SessionOptions(), Path.Combine(_folder, "data"), CancellationToken.None);
}
