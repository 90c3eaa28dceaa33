using System.Net;
using System.Net.Sockets;

namespace Hub.Tests.Support;

public sealed class PortRangeTests
{
    private DirectoryInfo folder = null!;

    [SetUp]
    public void Create() => folder = Directory.CreateTempSubdirectory("hub-ports-");

    [TearDown]
    public void Remove() => folder.Delete(recursive: true);

    [Test]
    public async Task No_port_is_given_out_twice_by_runs_side_by_side()
    {
        using var one = new PortRange(folder.FullName);
        using var other = new PortRange(folder.FullName);
        var given = await Task.WhenAll(new[] { one, other, one, other }
            .Select(range => Task.Run(() => Enumerable.Range(0, 100).Select(_ => range.Next()).ToList())));
        given.SelectMany(ports => ports).ShouldBeUnique();
    }

    [Test]
    public void A_port_that_somebody_listens_on_is_passed_over()
    {
        int first;
        using (var before = new PortRange(folder.FullName))
            first = before.Next();
        using var listener = new TcpListener(IPAddress.Loopback, first);
        listener.Start();
        using var range = new PortRange(folder.FullName);
        range.Next().ShouldNotBe(first);
    }
}
