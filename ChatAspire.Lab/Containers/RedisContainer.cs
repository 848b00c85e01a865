using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Containers;

/// <summary>Defines the container of Redis, whose streams hold the log of every chat room.</summary>
internal static class RedisContainer
{
    /// <summary>
    /// The id of the user <c>redis</c> in the official image; in the substitute built from Debian's package, the same id owns /data.
    /// </summary>
    private const int User = 999;
    private const string Config = "/etc/redis.conf";

    public static LabContainer Of(LabSpec spec, LabSecrets secrets)
    {
        var redis = spec.Redis;
        return new LabContainer
        {
            Name = redis.Name,
            Title = $"{redis.Name} at {redis.Address}",
            Why = "Every message is in its log before the writer gets a response. Redis is on the overlay only: no port is published, "
                + "and it requires a password. Append-only and synced before each response, so that nothing is lost when Redis or its "
                + "host is killed.",
            Network = spec.Overlay.Network,
            Address = redis.Address,
            User = User,
            Secret = $"port {redis.Port}\nrequirepass {secrets.RedisPassword}\nappendonly yes\nappendfsync always\ndir /data\n",
            SecretPath = Config,
            // The official image's entry point is not needed: it switches from root to the user redis, and this container starts as redis.
            Options = ["-v", $"{redis.Name}-data:/data", "--entrypoint", "redis-server"],
            Image = spec.Images.Redis,
            Arguments = [Config],
        };
    }

    public static Step Answers(LabSpec spec) => Readiness.Step(
        spec.Redis.Name,
        [],
        "Redis refuses commands while it loads its log.",
        "docker exec \"$1\" sh -c 'export REDISCLI_AUTH=$(sed -n \"s/^requirepass //p\" \"$1\"); redis-cli -p \"$2\" ping' sh \"$2\" "
            + "\"$3\" | grep -q PONG",
        spec.Redis.Name, Config, $"{spec.Redis.Port}");
}
