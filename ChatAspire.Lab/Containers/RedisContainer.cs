using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Containers;

/// <summary>The log that the chat's truth is in.</summary>
internal static class RedisContainer
{
    /// <summary>The user "redis" of the official image; Debian's package is told to use the same.</summary>
    private const int User = 999;
    private const string Config = "/etc/redis.conf";

    public static LabContainer Of(LabSpec spec, LabSecrets secrets)
    {
        var redis = spec.Redis;
        return new LabContainer
        {
            Name = redis.Name,
            Title = $"{redis.Name} at {redis.Address}",
            Why = "Every message is in its log before the writer is told so. On the overlay only: no port of it is published, and it asks for a password. "
                + "Append-only and synced before each answer, so that a killed Redis, or host, comes back with all of it.",
            Network = spec.Overlay.Network,
            Address = redis.Address,
            User = User,
            Secret = $"port {redis.Port}\nrequirepass {secrets.RedisPassword}\nappendonly yes\nappendfsync always\ndir /data\n",
            SecretPath = Config,
            // The entry point of the official image would change the user, and only if it starts as root.
            Options = ["-v", $"{redis.Name}-data:/data", "--entrypoint", "redis-server"],
            Image = spec.Images.Redis,
            Arguments = [Config],
        };
    }

    public static Step Answers(LabSpec spec) => Ready.Step(
        spec.Redis.Name,
        "A Redis that still loads its log refuses commands.",
        "docker exec \"$1\" sh -c 'export REDISCLI_AUTH=$(sed -n \"s/^requirepass //p\" \"$1\"); redis-cli -p \"$2\" ping' sh \"$2\" \"$3\" | grep -q PONG",
        spec.Redis.Name, Config, $"{spec.Redis.Port}");
}
