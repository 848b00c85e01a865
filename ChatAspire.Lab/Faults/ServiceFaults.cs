using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Faults;

/// <summary>Faults of containers and their programs.</summary>
internal static class ServiceFaults
{
    /// <summary>A chat node's container is stopped.</summary>
    public static Fault Stopped(ChatSpec chat) => new(
        "service-stopped", chat.Host,
        $"docker stop -t 2 {chat.Name}",
        $"[ \"$(docker inspect -f '{{{{.State.Running}}}}' {chat.Name})\" = false ]",
        $"docker start {chat.Name}");

    /// <summary>Redis's container is paused.</summary>
    public static Fault Paused(RedisSpec redis) => new(
        "service-paused", redis.Host,
        $"docker pause {redis.Name}",
        $"[ \"$(docker inspect -f '{{{{.State.Paused}}}}' {redis.Name})\" = true ]",
        $"docker unpause {redis.Name}");

    /// <summary>A chat node's program is stopped by a signal, while its container runs.</summary>
    public static Fault Frozen(ChatSpec chat) => new(
        "service-frozen", chat.Host,
        $"kill -STOP \"$(pid {chat.Name})\"",
        $"grep -q '^State:.[Tt]' \"/proc/$(pid {chat.Name})/status\"",
        $"kill -CONT \"$(pid {chat.Name})\"");

    /// <summary>Redis has no memory left for writes.</summary>
    public static Fault Full(RedisSpec redis) => Config(
        redis, "service-full", "maxmemory", "1", "0", value => $"[ \"${{{value}:-0}}\" -gt 0 ] && [ \"${value}\" -lt 10000000 ]");

    /// <summary>Redis listens on its loopback only.</summary>
    public static Fault Loopback(RedisSpec redis) => Config(
        redis, "service-loopback", "bind", "127.0.0.1", "* -::*", value => $"[ \"${value}\" = 127.0.0.1 ]", Disconnect(redis));

    /// <summary>Redis requires another password than its clients have.</summary>
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

    /// <param name="wrong">The value that makes the fault.</param>
    /// <param name="right">The value that a start of Redis sets.</param>
    /// <param name="isWrong">Builds a condition on the shell variable with the current value.</param>
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

    /// <summary>Closes the clients' connections, which would outlive the change.</summary>
    private static string Disconnect(RedisSpec redis) => $"\ndb {redis.Name} {redis.Port} client kill type normal";
}
