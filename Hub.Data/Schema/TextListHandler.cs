using System.Data;
using Dapper;

namespace Hub.Data.Schema;

/// <summary>Lets Dapper read and write a <c>text[]</c> as the list that the records have.</summary>
internal sealed class TextListHandler : SqlMapper.TypeHandler<List<string>>
{
    public override List<string> Parse(object value) => [.. (string[])value];

    public override void SetValue(IDbDataParameter parameter, List<string>? value) => parameter.Value = value?.ToArray() ?? (object)DBNull.Value;
}
