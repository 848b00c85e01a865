using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.AppHost;

/// <summary>Which Redis the chat uses.</summary>
public enum RedisChoice
{
    /// <summary>Garnet in a process of this solution: needs nothing.</summary>
    Embedded,

    /// <summary>The image that <c>lab.json</c> names: needs Docker.</summary>
    Container,

    /// <summary>One that already runs: <c>ConnectionStrings__redis</c>.</summary>
    Outside,
}

/// <summary>The command line, and what it leaves to the environment.</summary>
/// <param name="Lab">Show the lab's hosts, in place of a chat on this machine.</param>
/// <param name="LabFile">Null: the project's <c>lab.json</c>.</param>
/// <param name="Hosts">The kind of the lab's hosts, one of <see cref="HostSources"/>.</param>
public sealed record AppHostOptions(RedisChoice Redis, bool Lab, string? LabFile, string Hosts, bool Help)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        Starts Redis, chat-a and chat-b at their addresses in lab.json (loopback: 127.x.x.x), with the Aspire dashboard.

        Usage: dotnet run --project ChatAspire.AppHost [-- options]

          --redis embedded    Redis is Garnet, in a process of this solution; data under artifacts/redis (default)
          --redis container   Redis is the image in lab.json; needs Docker; data in the volume chataspire-redis
          --lab [FILE]        instead: the hosts of a lab that stands (chatlab up), from FILE or lab.json
          --hosts local|ec2   with --lab: where its hosts are; ec2 takes region and credentials as the AWS SDK finds them
          --help              this text

        Environment:
          ConnectionStrings__redis   use a Redis that already runs, for example 10.0.0.5:6379

        With Aspire's own packages: `aspire deploy` makes the lab as chatlab up does, `aspire destroy` takes it away
        (with -- --hosts ec2: on AWS).
        """;

    // What the Aspire CLI adds, each with a value: Aspire.Hosting reads them (DistributedApplicationBuilder.ConfigurePipelineOptions).
    private static readonly string[] OfAspire =
        ["--operation", "--publisher", "--step", "--output-path", "--log-level", "--include-exception-details", "--clear-cache", "--yes", "--environment"];

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The words after <c>--</c>.</param>
    /// <param name="outsideRedis">The connection string of a Redis that already runs, if there is one.</param>
    /// <exception cref="CannotStartException">An option is unknown, lacks its value, or contradicts another or the environment.</exception>
    public static AppHostOptions Parse(IReadOnlyList<string> args, string? outsideRedis)
    {
        RedisChoice? redis = null;
        string? hosts = null;
        string? labFile = null;
        var (lab, help, pipeline) = (false, false, false);
        // --name value, or --name=value
        var words = args.SelectMany(word => word.StartsWith("--", StringComparison.Ordinal) ? word.Split('=', 2) : [word]).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "--help" or "-h" or "-?":
                    help = true;
                    break;
                case "--redis":
                    redis = RedisOf(Value(ref i));
                    break;
                case "--lab":
                    lab = true;
                    labFile = Value(ref i);
                    break;
                case "--hosts":
                    hosts = HostsOf(Value(ref i));
                    break;
                case var aspires when OfAspire.Contains(aspires):
                    pipeline |= (aspires, Value(ref i)) is ("--operation", "publish");
                    break;
                case var unknown:
                    throw new CannotStartException($"unknown option '{unknown}'; expected --redis, --lab, --hosts or --help. Try: dotnet run --project ChatAspire.AppHost -- --help");
            }
        }

        var outside = !string.IsNullOrWhiteSpace(outsideRedis);
        return (redis, lab || pipeline) switch
        {
            ({ }, true) => throw new CannotStartException("--redis is for a chat on this machine, and a lab has its own. Leave out --redis, or --lab."),
            ({ }, _) when outside => throw new CannotStartException("--redis and ConnectionStrings__redis each name a Redis; expected one of them. Leave out --redis, or unset the variable."),
            (_, false) when hosts is not null => throw new CannotStartException($"--hosts {hosts} says where a lab is; expected --lab with it."),
            _ => new AppHostOptions(outside ? RedisChoice.Outside : redis ?? RedisChoice.Embedded, lab, labFile, hosts ?? HostSources.Local, help),
        };

        string? Value(ref int i) => i + 1 < words.Count && !words[i + 1].StartsWith("--", StringComparison.Ordinal) ? words[++i] : null;
    }

    private static RedisChoice RedisOf(string? value) => value switch
    {
        "embedded" => RedisChoice.Embedded,
        "container" => RedisChoice.Container,
        null => throw new CannotStartException("--redis needs a value: embedded or container."),
        _ => throw new CannotStartException($"--redis {value}: expected embedded or container. For a Redis that already runs, set ConnectionStrings__redis."),
    };

    private static string HostsOf(string? value) => value is HostSources.Local or HostSources.Ec2
        ? value
        : throw new CannotStartException($"--hosts {value}: expected {HostSources.Local} or {HostSources.Ec2}.");
}
