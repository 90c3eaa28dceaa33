using Hub.Proxy.Forwarding;

namespace Hub.Tests.Proxy.Forwarding;

public sealed class FrameCursorTests
{
    [TestCase("8100", true)]
    [TestCase("81", false)]
    [TestCase("8103616263", true)]
    [TestCase("81036162", false)]
    [TestCase("827e0003616263", true)]
    [TestCase("827e00036162", false)]
    [TestCase("827f0000000000000003616263", true)]
    [TestCase("827f00000000000000036162", false)]
    [TestCase("8183010203046162", false)]
    [TestCase("818301020304616263", true)]
    [TestCase("8101618900810162", true)]
    [TestCase("", true)]
    public void The_end_of_a_frame_is_known(string hex, bool between)
    {
        var whole = new FrameCursor();
        whole.Follow(Convert.FromHexString(hex));
        whole.IsBetweenFrames.ShouldBe(between);

        var byByte = new FrameCursor();
        foreach (var b in Convert.FromHexString(hex)) byByte.Follow([b]);
        byByte.IsBetweenFrames.ShouldBe(between);
    }
}
