using Hub.Proxy.Tls;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Tls;

/// <summary>Keys that are encrypted, and passphrases that fit or do not.</summary>
public sealed class KeyFileTests
{
    private TestCertificates _certificates = null!;

    [SetUp]
    public void Create() => _certificates = new TestCertificates();

    [TearDown]
    public void Remove() => _certificates.Dispose();

    [Test]
    public async Task An_encrypted_key_is_opened_by_its_passphrase_on_each_side()
    {
        var files = _certificates.Issue("locked", "open sesame", ["pub.example"]);
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            (o.Ssl.Cert, o.Ssl.Key, o.Ssl.Passphrase) = (files.Cert, files.Key, "open sesame");
            (o.ApiSsl.Cert, o.ApiSsl.Key, o.ApiSsl.Passphrase) = (files.Cert, files.Key, "open sesame");
        });
        foreach (var side in new[] { proxy.Host.PublicEndPoint!, proxy.Host.ApiEndPoint! })
        {
            await using var tls = await TlsClient.ConnectAsync(side, "pub.example");
            tls.RemoteCertificate!.Subject.ShouldBe("CN=locked");
        }
    }

    [TestCase("wrong", "The passphrase may be wrong")]
    [TestCase(null, "CONFIGPROXY_SSL_KEY_PASSPHRASE")]
    [TestCase("", "CONFIGPROXY_API_SSL_KEY_PASSPHRASE")]
    public async Task Without_the_right_passphrase_it_is_said_what_is_missing(string? passphrase, string message)
    {
        var files = _certificates.Issue("locked", "open sesame", ["pub.example"]);
        var problem = await Should.ThrowAsync<TlsFileException>(
            () => RunningProxy.StartAsync(o => (o.Ssl.Cert, o.Ssl.Key, o.Ssl.Passphrase) = (files.Cert, files.Key, passphrase)));
        problem.Message.ShouldContain($"Cannot use certificate {files.Cert} with key {files.Key}");
        problem.Message.ShouldContain(message);
    }

    [Test]
    public async Task A_passphrase_for_a_key_that_needs_none_does_no_harm_and_is_remarked()
    {
        var files = _certificates.Issue("plain", "pub.example");
        await using var proxy = await RunningProxy.StartAsync(o => (o.Ssl.Cert, o.Ssl.Key, o.Ssl.Passphrase) = (files.Cert, files.Key, "open sesame"));
        await using var tls = await TlsClient.ConnectAsync(proxy.Host.PublicEndPoint!, "pub.example");
        tls.RemoteCertificate!.Subject.ShouldBe("CN=plain");
        proxy.Log.Lines.ShouldContain(l => l.EndsWith($"warn: The passphrase for {files.Key} is not needed: the key is not encrypted."));
    }

    [Test]
    public async Task A_key_encrypted_in_the_old_form_is_told_with_the_way_out()
    {
        var files = _certificates.Issue("old", "pub.example");
        await File.WriteAllTextAsync(
            files.Key, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        var problem = await Should.ThrowAsync<TlsFileException>(
            () => RunningProxy.StartAsync(o => (o.Ssl.Cert, o.Ssl.Key, o.Ssl.Passphrase) = (files.Cert, files.Key, "open sesame")));
        problem.Message.ShouldContain($"openssl pkcs8 -topk8 -in {files.Key}");
    }

    [Test]
    public void A_file_of_authorities_that_holds_none_is_an_error()
    {
        var file = Path.GetTempFileName();
        Should.Throw<TlsFileException>(() => TlsMaterial.LoadAuthorities(file)).Message
            .ShouldBe($"Cannot read certificate authorities from {file}: it holds no certificate in PEM form");
        File.Delete(file);
    }

    [Test]
    public async Task A_key_of_another_certificate_is_an_error()
    {
        var (one, other) = (_certificates.Issue("one", "pub.example"), _certificates.Issue("other", "pub.example"));
        var problem = await Should.ThrowAsync<TlsFileException>(() => RunningProxy.StartAsync(o => (o.Ssl.Cert, o.Ssl.Key) = (one.Cert, other.Key)));
        problem.Message.ShouldContain($"Cannot use certificate {one.Cert} with key {other.Key}");
    }
}
