using Hub.Domain.Spawners;

namespace Hub.Tests.Domain.Spawners;

public sealed class FormOptionsTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Fields = new()
    {
        ["image"] = ["small"],
        ["gpu"] = ["on"],
        ["tags"] = ["a", "on"],
        ["none"] = [],
    };

    [Test]
    public void Passed_through_each_field_is_a_list() =>
        FormOptions.Passthrough(Fields).ToJsonString()
            .ShouldBe("""{"image":["small"],"gpu":["on"],"tags":["a","on"],"none":[]}""");

    [Test]
    public void Simple_fields_are_unpacked() =>
        FormOptions.Simple(Fields).ToJsonString()
            .ShouldBe("""{"image":"small","gpu":true,"tags":["a","on"],"none":[]}""");
}
