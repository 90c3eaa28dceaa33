using Hub.Api.Wire.Lists;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Users;

/// <summary>The query of a list of users.</summary>
public sealed class UserListQuery
{
    /// <summary>Only users with servers in this state: <c>active</c>, <c>ready</c>, or <c>inactive</c> for those without any active one.</summary>
    public string? State { get; init; }

    /// <summary>Only users whose name contains this, in any case.</summary>
    [FromQuery(Name = "name_filter")]
    public string? NameFilter { get; init; }

    /// <summary><c>id</c> (the default), <c>name</c> or <c>last_activity</c>; with a leading <c>-</c> the other way round.</summary>
    public string? Sort { get; init; }

    /// <summary>Whether stopped servers are shown too: anything but <c>0</c> and <c>false</c> is yes.</summary>
    [FromQuery(Name = "include_stopped_servers")]
    public string? IncludeStoppedServers { get; init; }

    public static bool IsTrue(string? flag) => flag is not null && flag != "0" && !flag.Equals("false", StringComparison.OrdinalIgnoreCase);

    public UserQuery ToQuery(ScopeFilter visible, Paging paging)
    {
        var (sort, descending) = ParseSort(Sort);
        return new UserQuery
        {
            Visible = visible,
            State = ParseState(State),
            NamePart = NameFilter,
            Sort = sort,
            Descending = descending,
            IncludeStopped = IsTrue(IncludeStoppedServers),
            Offset = paging.Page.Offset,
            Limit = paging.Page.Limit,
            WithTotal = paging.WantsEnvelope,
        };
    }

    private static UserStateFilter ParseState(string? state) => state switch
    {
        null or "" => UserStateFilter.All,
        "active" => UserStateFilter.Active,
        "ready" => UserStateFilter.Ready,
        "inactive" => UserStateFilter.Inactive,
        _ => throw new InvalidInputException($"Unrecognized state filter: '{state}'; use 'active', 'ready' or 'inactive'"),
    };

    private static (UserSort Sort, bool Descending) ParseSort(string? text)
    {
        var descending = text?.StartsWith('-') ?? false;
        return (text?[(descending ? 1 : 0)..] switch
        {
            null or "id" => UserSort.Id,
            "name" => UserSort.Name,
            "last_activity" => UserSort.LastActivity,
            _ => throw new InvalidInputException($"sort must be 'id', 'name', or 'last_activity', not '{text}'"),
        }, descending);
    }
}
