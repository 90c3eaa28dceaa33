using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;

namespace Hub.Data.Notices;

/// <summary>Tells whose rights a write has changed.</summary>
internal static class AccessNotices
{
    private const int MostNamed = 50;

    public static void TellAboutUsers(this UnitOfWork unit, IReadOnlyCollection<int> userIds)
    {
        foreach (var notice in AboutUsers(userIds))
            unit.Tell(NoticeTopic.Access, notice);
    }

    /// <summary>A few users are named one by one; beyond that it is cheaper for everybody to forget everything.</summary>
    public static string[] AboutUsers(IReadOnlyCollection<int> userIds) =>
        userIds.Count > MostNamed ? ["all"] : [.. userIds.Select(id => $"user:{id}")];

    /// <summary>Tells about everybody who is in a group now.</summary>
    public static async Task TellAboutMembersAsync(this UnitOfWork unit, int groupId, CancellationToken ct) =>
        unit.TellAboutUsers([.. await unit.Connection.QueryAsync<int>(unit.Sql(
            "SELECT user_id FROM user_groups WHERE group_id = @groupId LIMIT @most", new { groupId, most = MostNamed + 1 }, ct))]);
}
