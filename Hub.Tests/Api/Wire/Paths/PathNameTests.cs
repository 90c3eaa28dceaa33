using FsCheck;
using FsCheck.Fluent;
using Hub.Api.Wire.Paths;

namespace Hub.Tests.Api.Wire.Paths;

public sealed class PathNameTests
{
    [TestCase("plain", "plain")]
    [TestCase("a%2Fb", "a/b")]
    [TestCase("a%252Fb", "a%2Fb")]
    [TestCase("a%20b", "a b")]
    [TestCase("a+b", "a+b")]
    [TestCase("a%2Bb", "a+b")]
    [TestCase("a@b~c", "a@b~c")]
    [TestCase("%C3%BC", "ü")]
    [TestCase("%c3%bcx", "üx")]
    [TestCase("%F0%9F%9A%80", "🚀")]
    [TestCase("..%2f..", "../..")]
    public void A_segment_is_decoded_once(string segment, string name)
    {
        PathName.TryDecode(segment, out var decoded).ShouldBeTrue();
        decoded.ShouldBe(name);
    }

    [TestCase("%")]
    [TestCase("a%2")]
    [TestCase("a%zz")]
    [TestCase("%+1")]
    [TestCase("%00")]
    [TestCase("a%00b")]
    [TestCase("%FF")]
    [TestCase("%C3")]
    [TestCase("%C3x")]
    [TestCase("%ED%A0%80", Description = "half a surrogate pair")]
    [TestCase("%C0%AF", Description = "an overlong slash")]
    public void A_segment_that_no_name_encodes_to_is_refused(string segment) => PathName.TryDecode(segment, out _).ShouldBeFalse();

    [TestCase("a@b c~é", "a@b%20c~%C3%A9")]
    [TestCase("a/b%", "a%2Fb%25")]
    [TestCase("", "")]
    public void Names_are_encoded_as_JupyterHub_does(string name, string segment) => PathName.Encode(name).ShouldBe(segment);

    [Test]
    public void What_is_encoded_decodes_to_itself() => Check.QuickThrowOnFailure(Prop.ForAll<string?>(text =>
    {
        var name = string.Concat((text ?? "x").Where(c => c != 0 && !char.IsSurrogate(c)));
        return PathName.TryDecode(PathName.Encode(name), out var back) && back == name;
    }));

    [Test]
    public void A_name_of_a_megabyte_is_decoded() => PathName.TryDecode(string.Concat(Enumerable.Repeat("%C3%BC", 175_000)), out _).ShouldBeTrue();
}
