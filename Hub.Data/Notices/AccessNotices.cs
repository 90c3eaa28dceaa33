using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;

namespace Hub.Data.Notices;

/// <summary>Tells whose rights a write has changed.</summary>
internal static class AccessNotices
{
    private const int MostNamed = 50;

    /// <summary>A few users are named one by one; beyond that it is cheaper for everybody to forget everything.</summary>
    public static void TellAboutUsers(this UnitOfWork unit, IReadOnlyCollection<int> userIds)
    {
        if (userIds.Count > MostNamed)
            unit.Tell(NoticeTopic.Access, "all");
        else
            foreach (var id in userIds)
                unit.Tell(NoticeTopic.Access, $"user:{id}");
    }

    /// <summary>Tells about everybody who is in a group now.</summary>
    public static async Task TellAboutMembersAsync(this UnitOfWork unit, int groupId, CancellationToken ct) =>
        unit.TellAboutUsers([.. await unit.Connection.QueryAsync<int>(unit.Sql(
            "SELECT user_id FROM user_groups WHERE group_id = @groupId LIMIT @most", new { groupId, most = MostNamed + 1 }, ct))]);
}
