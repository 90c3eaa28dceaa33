using Hub.Proxy.Sockets;

namespace Hub.Tests.Proxy.Sockets;

public sealed class TurnTests
{
    [Test]
    public void A_copy_gives_way_after_each_mebibyte()
    {
        Turn turn = default;
        turn.IsOver(Turn.Length - 1).ShouldBeFalse();
        turn.IsOver(1).ShouldBeTrue();
        turn.IsOver(Turn.Length - 1).ShouldBeFalse();
        turn.IsOver(long.MaxValue / 2).ShouldBeTrue();
        turn.IsOver(0).ShouldBeFalse();
    }
}
