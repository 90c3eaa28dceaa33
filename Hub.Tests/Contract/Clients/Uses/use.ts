// Uses the generated TypeScript client as a program of somebody else would: node use.js BASE TOKEN SUBJECT
import { ApiException, HubClient, Sort, State } from "./hub-client.js";

declare const process: { argv: string[]; exitCode?: number };

const [base, token, subject] = process.argv.slice(2) as [string, string, string];
const hub = new HubClient(base, {
    fetch: (url: RequestInfo, init?: RequestInit) =>
        fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), Authorization: `token ${token}` } }),
});

function same(actual: unknown, expected: unknown): void {
    if (JSON.stringify(actual) !== JSON.stringify(expected))
        throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
    for (let tries = 0; tries < 100; tries++) {
        const answer = await ask();
        if (holds(answer))
            return answer;
        await new Promise(done => setTimeout(done, 100));
    }
    throw new Error("What was waited for did not come.");
}

async function users(): Promise<void> {
    same((await hub.getCurrentUser()).scopes.includes("admin:users"), true);
    same((await hub.postUsers({ usernames: ["ts-wash", "ts-zoe"] })).map(user => user.name), ["ts-wash", "ts-zoe"]);
    same((await hub.getUsers(undefined, "ts-", Sort.Name)).map(user => user.name), ["ts-wash", "ts-zoe"]);
    same(await hub.getUsers(State.Active, "ts-"), []);
    const renamed = await hub.patchUser("ts-zoe", { name: "ts-kaylee" });
    same([renamed.name, renamed.admin], ["ts-kaylee", false]);
    await hub.deleteUser("ts-kaylee");
    try {
        await hub.getUser("ts-kaylee");
        throw new Error("a removed user is still there");
    } catch (error) {
        if (ApiException.isApiException(error))
            throw error;
        // What the document says of errors is thrown as what it is.
        same((error as { status?: number }).status, 404);
    }
    await hub.deleteUser("ts-wash");
}

async function servers(): Promise<void> {
    await hub.postUser("ts-mal");
    await hub.postUserServer("ts-mal", { user_options: { image: "small" } });
    const user = await until(() => hub.getUser("ts-mal"), user => user.server != null);
    same(user.servers![""]!.ready, true);
    const made = await hub.putUserServerName("ts-mal", "gpu", { display_name: "The big one" });
    same([made.name, made.display_name, made.stopped], ["gpu", "The big one", true]);
    await hub.deleteUserServerName("ts-mal", "gpu", { remove: true });
    await hub.deleteUserServer("ts-mal");
    await until(() => hub.getUser("ts-mal"), user => Object.keys(user.servers!).length === 0);
    await hub.deleteUser("ts-mal");
}

async function tokens(): Promise<void> {
    await hub.postUser("ts-book");
    const made = await hub.postUserTokens("ts-book", { note: "a test", expires_in: 3600 });
    same(typeof made.token, "string");
    same((await hub.getUserTokens("ts-book")).api_tokens.map(token => token.note), ["a test"]);
    await hub.deleteUserToken("ts-book", made.id);
    same((await hub.getUserTokens("ts-book")).api_tokens, []);
    await hub.deleteUser("ts-book");
}

async function groups(): Promise<void> {
    await hub.postUser("ts-simon");
    same((await hub.postGroup("ts-crew", { users: ["ts-simon"] })).users, ["ts-simon"]);
    same((await hub.putGroupProperties("ts-crew", { ship: "Serenity" })).properties, { ship: "Serenity" });
    same((await hub.deleteGroupUsers("ts-crew", { users: ["ts-simon"] })).users, []);
    await hub.deleteGroup("ts-crew");
    await hub.deleteUser("ts-simon");
}

async function shares(): Promise<void> {
    const { shares } = await import("./shares.js");
    await shares(hub, same);
}

const subjects: Record<string, () => Promise<void>> = { users, servers, tokens, groups, shares };
await subjects[subject]!();
console.log(`${subject}: done`);
