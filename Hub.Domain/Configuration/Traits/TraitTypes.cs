using System.Reflection;
using System.Text.Json;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Finds the type of trait a property has, or the one traitlets has a name for.</summary>
internal static class TraitTypes
{
    public static TraitType For(Type type, PropertyInfo? property = null)
    {
        if (property?.GetCustomAttribute<CommandAttribute>() is { } command)
            return new CommandType(command.MayBeEmpty);
        if (property?.GetCustomAttribute<PluggableAttribute>() is { } pluggable)
            return new PluggableType(pluggable.Family);
        return type switch
        {
            _ when type == typeof(bool) => new BoolType(),
            _ when type == typeof(int) => new IntType(),
            _ when type == typeof(double) => new FloatType(),
            _ when type == typeof(long) => new ByteSpecificationType(),
            _ when type == typeof(TimeSpan) => new SecondsType(property?.IsDefined(typeof(FractionalAttribute)) == true),
            _ when type == typeof(string) => property?.IsDefined(typeof(UrlPrefixAttribute)) == true ? new UrlPrefixType() : new UnicodeType(),
            _ when type == typeof(JsonElement) => new AnyType(),
            _ when type == typeof(IReadOnlySet<string>) => new SetType(),
            { IsEnum: true } => new EnumType(type),
            _ when type.IsDefined(typeof(ConfigurationEntryAttribute)) => new RecordType(type),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
                new ListType(For(type.GetGenericArguments()[0])),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) =>
                new DictType(For(type.GetGenericArguments()[1])),
            _ => throw new NotSupportedException($"No trait has the type {type}."),
        };
    }

    public static TraitType Named(string name) => name switch
    {
        "Bool" => new BoolType(),
        "Int" => new IntType(),
        "Float" => new FloatType(),
        "Unicode" => new UnicodeType(),
        "List" => new ListType(new AnyType()),
        "Set" => new SetType(),
        "Dict" => new DictType(new AnyType()),
        "Command" => new CommandType(mayBeEmpty: true),
        "Any" => new AnyType(),
        _ => throw new ArgumentException($"No type of trait is called {name}.", nameof(name)),
    };
}
