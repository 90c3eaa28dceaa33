using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>An object each of whose keys is a property of a record.</summary>
internal sealed class RecordType : TraitType
{
    private readonly Type _type;
    private readonly TraitProperty? _listForm;
    private readonly Lazy<IReadOnlyList<TraitProperty>> _properties;

    public RecordType(Type type)
    {
        _type = type;
        _properties = new Lazy<IReadOnlyList<TraitProperty>>(() => TraitProperty.Of(type));
        if (type.GetCustomAttribute<ConfigurationEntryAttribute>()!.ListForm is { } listForm)
            _listForm = _properties.Value.Single(property => property.Property.Name == listForm);
    }

    public override string Name => "Dict";

    public override string Allowed => (_listForm is null ? "an object" : "a list of names or an object")
        + " with the keys " + string.Join(", ", _properties.Value.Select(property => property.TraitName));

    public override Type ValueType => _type;

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        var entry = Activator.CreateInstance(_type)!;
        var before = reading.Problems.Count;
        if (value.ValueKind == JsonValueKind.Array && _listForm is not null)
            _listForm.ReadInto(entry, value, path, reading);
        else if (value.ValueKind == JsonValueKind.Object)
            ReadKeys(entry, value, path, reading);
        else
            return WrongKind(value, path, reading);
        return reading.Problems.Count == before ? entry : null;
    }

    public override JsonNode? Write(object value)
    {
        var written = new JsonObject();
        var unset = Activator.CreateInstance(_type)!;
        foreach (var property in _properties.Value)
        {
            var (now, initially) = (property.WriteOf(value), property.WriteOf(unset));
            if (property.IsMandatory || !JsonNode.DeepEquals(now, initially))
                written[property.TraitName] = property.IsSecret && now is not null ? JsonValue.Create(SecretText.Hidden) : now;
        }

        return written;
    }

    private void ReadKeys(object entry, JsonElement value, string path, TraitReading reading)
    {
        var keys = _properties.Value.Select(property => property.TraitName).ToList();
        foreach (var given in value.EnumerateObject())
        {
            if (_properties.Value.FirstOrDefault(property => property.TraitName == given.Name) is { } property)
                property.ReadInto(entry, given.Value, $"{path}.{given.Name}", reading);
            else
            {
                reading.Fail($"{path}.{given.Name}", "is not a key of this", "the keys " + string.Join(", ", keys), null,
                    NearMiss.Find(given.Name, keys));
            }
        }

        foreach (var property in _properties.Value.Where(property => property.IsMandatory && !value.TryGetProperty(property.TraitName, out _)))
            reading.Fail($"{path}.{property.TraitName}", "is missing", property.Type.Allowed);
    }
}
