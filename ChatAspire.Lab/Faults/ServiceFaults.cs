using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Faults;

/// <summary>Faults of containers and of the programs in them.</summary>
internal static class ServiceFaults
{
    /// <summary>Stops a chat node's container.</summary>
    public static Fault Stopped(ChatSpec chat) => new(
        "service-stopped", chat.Host,
        $"docker stop -t 2 {chat.Name}",
        $"[ \"$(docker inspect -f '{{{{.State.Running}}}}' {chat.Name})\" = false ]",
        $"docker start {chat.Name}");

    /// <summary>Pauses Redis's container.</summary>
    public static Fault Paused(RedisSpec redis) => new(
        "service-paused", redis.Host,
        $"docker pause {redis.Name}",
        $"[ \"$(docker inspect -f '{{{{.State.Paused}}}}' {redis.Name})\" = true ]",
        $"docker unpause {redis.Name}");

    /// <summary>Stops a chat node's process with SIGSTOP, while its container stays in the state "running".</summary>
    public static Fault Frozen(ChatSpec chat) => new(
        "service-frozen", chat.Host,
        $"kill -STOP \"$(pid {chat.Name})\"",
        $"grep -q '^State:.[Tt]' \"/proc/$(pid {chat.Name})/status\"",
        $"kill -CONT \"$(pid {chat.Name})\"");

    /// <summary>Limits Redis's memory to one byte, so that Redis refuses writes.</summary>
    public static Fault Full(RedisSpec redis) => Config(
        redis, "service-full", "maxmemory", "1", "0", value => $"[ \"${{{value}:-0}}\" -gt 0 ] && [ \"${value}\" -lt 10000000 ]");

    /// <summary>Binds Redis to its loopback address only, and closes its clients' connections.</summary>
    public static Fault Loopback(RedisSpec redis) => Config(
        redis, "service-loopback", "bind", "127.0.0.1", "* -::*", value => $"[ \"${value}\" = 127.0.0.1 ]", Disconnect(redis));

    /// <summary>Sets a Redis password that its clients do not know, and closes their connections.</summary>
    /// <param name="password">The new password.</param>
    public static Fault Password(RedisSpec redis, string password)
    {
        var (ask, wrong) = ($"db {redis.Name} {redis.Port}", $"--no-auth-warning -a {password}");
        return new("service-password", redis.Host,
            $"{ask} config set requirepass {password}\n{ask} {wrong} client kill type normal",
            $"{ask} {wrong} ping | grep -q PONG",
            $$"""
            if {{ask}} {{wrong}} ping | grep -q PONG; then
                docker exec {{redis.Name}} sh -c 'export REDISCLI_AUTH=$1
                    sed -n "s/^requirepass /config set requirepass /p" /etc/redis.conf | redis-cli -p "$2"' sh {{password}} {{redis.Port}}
            fi
            """);
    }

    /// <summary>Changes a setting of the running Redis.</summary>
    /// <param name="wrong">The value that makes the fault.</param>
    /// <param name="right">The value with which Redis starts.</param>
    /// <param name="isWrong">Takes the name of a shell variable; returns a shell condition that is true for a wrong value.</param>
    /// <param name="then">Shell commands to run after the change, with a leading line break.</param>
    private static Fault Config(
        RedisSpec redis, string name, string setting, string wrong, string right, Func<string, string> isWrong, string then = "")
    {
        var ask = $"db {redis.Name} {redis.Port}";
        var present = $"now=$({ask} config get {setting} | sed -n 2p)\n{isWrong("now")}";
        return new(name, redis.Host,
            $"{ask} config set {setting} \"{wrong}\"{then}",
            present,
            $"{ask} config set {setting} \"{right}\"");
    }

    /// <summary>Builds the command that closes the clients' connections, which otherwise survive a change of the setting.</summary>
    private static string Disconnect(RedisSpec redis) => $"\ndb {redis.Name} {redis.Port} client kill type normal";
}
