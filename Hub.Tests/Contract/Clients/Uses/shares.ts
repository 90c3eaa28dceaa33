// Shares servers with the generated TypeScript client.
import type { HubClient } from "./hub-client.js";

export async function shares(hub: HubClient, same: (actual: unknown, expected: unknown) => void): Promise<void> {
    await hub.postUsers({ usernames: ["ts-owner", "ts-guest"] });
    await hub.putUserServerName("ts-owner", "lab");
    const share = await hub.postSharesServer("ts-owner", "lab", { user: "ts-guest" });
    same([share.user!.name, share.scopes], ["ts-guest", ["access:servers!server=ts-owner/lab"]]);
    same((await hub.getUserShared("ts-guest")).items.map(share => share.server.name), ["lab"]);
    await hub.deleteSharesServer("ts-owner", "lab");
    same((await hub.getSharesServer("ts-owner", "lab")).items, []);
    const code = await hub.postShareCode("ts-owner", "lab");
    same((await hub.getShareCodesServer("ts-owner", "lab")).items.map(found => found.id), [code.id]);
    await hub.deleteShareCode("ts-owner", "lab", undefined, code.id);
    await hub.deleteUser("ts-owner");
    await hub.deleteUser("ts-guest");
}
