using FsCheck;
using FsCheck.Fluent;
using Hub.Domain.Spawners.LocalProcess;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

public sealed class HomeFolderTests
{
    private static readonly string[] Strange =
    [
        "ada", "a/b", "a%2Fb", "..", ".", "%2E%2E", "%2E", "...", "../../etc", "/etc/passwd", "a b", "zoë", "", "%-", "a\0b", "a\nb", "~", "-rf",
        new string('x', 1000), new string('x', 1001), new string('/', 1000), new string('é', 300),
    ];

    [TestCase("ada", "/tmp/ada")]
    [TestCase("ada.b-c@example.org", "/tmp/ada.b-c@example.org")]
    [TestCase("a/b", "/tmp/a%2Fb")]
    [TestCase("..", "/tmp/%2E%2E")]
    public void Harmless_names_stay_as_they_are(string name, string expected) =>
        HomeFolder.Of("/tmp/{username}", name).ShouldBe(expected);

    [Test]
    public void No_name_leaves_the_folder_of_the_template([ValueSource(nameof(Strange))] string name)
    {
        var home = Path.GetFullPath(HomeFolder.Of("/homes/{username}", name));
        Path.GetDirectoryName(home).ShouldBe("/homes");
        Path.GetFileName(home).Length.ShouldBeInRange(1, 255);
    }

    [Test]
    public void No_two_names_share_a_folder() => Strange.Select(HomeFolder.Encode).Distinct().Count().ShouldBe(Strange.Length);

    [Test]
    public void Any_two_names_have_two_folders_below_the_template() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((one, other) =>
            (IsText(one.Get) && IsText(other.Get) && one.Get != other.Get && HomeFolder.Encode(one.Get) == HomeFolder.Encode(other.Get)) is false
            && Path.GetDirectoryName(Path.GetFullPath("/homes/" + HomeFolder.Encode(one.Get))) == "/homes").QuickCheckThrowOnFailure();

    /// <summary>Half a surrogate pair is no text and cannot be a name that arrived in UTF-8.</summary>
    private static bool IsText(string name) => !name.Any(char.IsSurrogate);
}
