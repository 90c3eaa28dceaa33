using System.Collections;

namespace Hub.Domain.Scopes;

/// <summary>An immutable set of names, kept as one sorted array: small in memory, and looked up without allocating.</summary>
public sealed class NameSet : IReadOnlyList<string>, IEquatable<NameSet>
{
    public static readonly NameSet Empty = new([]);

    private readonly string[] _names;

    /// <param name="sorted">In ordinal order and without repetition.</param>
    private NameSet(string[] sorted) => _names = sorted;

    public int Count => _names.Length;

    public string this[int index] => _names[index];

    public static NameSet Of(IEnumerable<string> names)
    {
        var sorted = names.Distinct(StringComparer.Ordinal).ToArray();
        Array.Sort(sorted, StringComparer.Ordinal);
        return Wrap(sorted);
    }

    public static NameSet Of(string name) => new([name]);

    public bool Contains(string name) => _names.Length switch
    {
        0 => false,
        1 => string.Equals(_names[0], name, StringComparison.Ordinal),
        _ => Array.BinarySearch(_names, name, StringComparer.Ordinal) >= 0,
    };

    public bool ContainsAny(IReadOnlyList<string> names)
    {
        if (_names.Length == 0)
            return false;
        for (var i = 0; i < names.Count; i++)
        {
            if (Contains(names[i]))
                return true;
        }

        return false;
    }

    /// <summary>Whether <c>owner/server</c> is in the set; the full name is never put together.</summary>
    public bool ContainsServer(string owner, string server)
    {
        var index = FirstFrom(owner, server);
        return index < _names.Length && ServerFullName.Compare(_names[index], owner, server) == 0;
    }

    /// <summary>The names of one owner's servers; they stand side by side, so the cost does not grow with the set.</summary>
    public IEnumerable<string> ServersOf(string owner)
    {
        for (var i = FirstFrom(owner, ""); i < _names.Length && ServerFullName.Belongs(_names[i], owner); i++)
            yield return _names[i][(owner.Length + 1)..];
    }

    /// <summary>The union; one of the two operands itself when it already holds the other, so that equal sets are shared.</summary>
    public NameSet Union(NameSet other)
    {
        if (ReferenceEquals(this, other) || other.Count == 0)
            return this;
        if (Count == 0)
            return other;
        var merged = new List<string>(Count + other.Count);
        var (i, j) = (0, 0);
        while (i < Count && j < other.Count)
        {
            var order = string.CompareOrdinal(_names[i], other._names[j]);
            merged.Add(order <= 0 ? _names[i] : other._names[j]);
            if (order <= 0)
                i++;
            if (order >= 0)
                j++;
        }

        merged.AddRange(_names.AsSpan(i));
        merged.AddRange(other._names.AsSpan(j));
        if (merged.Count == Count)
            return this;
        return merged.Count == other.Count ? other : new NameSet([.. merged]);
    }

    public NameSet Intersect(NameSet other) => ReferenceEquals(this, other) ? this : Where(other.Contains);

    public NameSet Except(NameSet other) => other.Count == 0 ? this : Where(name => !other.Contains(name));

    /// <summary>The names that meet a condition; the set itself when all do.</summary>
    public NameSet Where(Predicate<string> condition)
    {
        if (Count == 0)
            return this;
        var kept = Array.FindAll(_names, condition);
        return kept.Length == Count ? this : Wrap(kept);
    }

    public string[] ToArray() => [.. _names];

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _names.GetEnumerator();

    public bool Equals(NameSet? other) =>
        other is not null && (ReferenceEquals(this, other) || _names.AsSpan().SequenceEqual(other._names));

    public override bool Equals(object? obj) => Equals(obj as NameSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var name in _names)
            hash.Add(name, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The index of the first name that does not come before <c>owner/server</c>.</summary>
    private int FirstFrom(string owner, string server)
    {
        var (low, high) = (0, _names.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ServerFullName.Compare(_names[middle], owner, server) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static NameSet Wrap(string[] sorted) => sorted.Length == 0 ? Empty : new NameSet(sorted);
}
