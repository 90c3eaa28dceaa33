using System.Collections;

namespace Hub.Api.Wire.Logs;

/// <summary>Puts the request's id on every line that is logged while it runs.</summary>
internal sealed class RequestScope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new("RequestId", id) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    public override string ToString() => id;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
