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
public sealed record AppHostOptions(RedisChoice Redis, bool Help)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        Starts Redis, chat-a and chat-b at their addresses in lab.json (loopback: 127.x.x.x), with the Aspire dashboard.

        Usage: dotnet run --project ChatAspire.AppHost [-- options]

          --redis embedded    Redis is Garnet, in a process of this solution; data under artifacts/redis (default)
          --redis container   Redis is the image in lab.json; needs Docker; data in the volume chataspire-redis
          --help              this text

        Environment:
          ConnectionStrings__redis   use a Redis that already runs, for example 10.0.0.5:6379
        """;

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The words after <c>--</c>.</param>
    /// <param name="outsideRedis">The connection string of a Redis that already runs, if there is one.</param>
    /// <exception cref="CannotStartException">An option is unknown, lacks its value, or contradicts the environment.</exception>
    public static AppHostOptions Parse(IReadOnlyList<string> args, string? outsideRedis)
    {
        RedisChoice? asked = null;
        var help = false;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    help = true;
                    break;
                case "--redis":
                    asked = Choice(++i < args.Count ? args[i] : null);
                    break;
                case var option when option.StartsWith("--redis=", StringComparison.Ordinal):
                    asked = Choice(option["--redis=".Length..]);
                    break;
                case var unknown:
                    throw new CannotStartException($"unknown option '{unknown}'; expected --redis or --help. Try: dotnet run --project ChatAspire.AppHost -- --help");
            }
        }

        var outside = !string.IsNullOrWhiteSpace(outsideRedis);
        if (outside && asked is not null)
        {
            throw new CannotStartException("--redis and ConnectionStrings__redis each name a Redis; expected one of them. Leave out --redis, or unset the variable.");
        }

        return new AppHostOptions(outside ? RedisChoice.Outside : asked ?? RedisChoice.Embedded, help);
    }

    private static RedisChoice Choice(string? value) => value switch
    {
        "embedded" => RedisChoice.Embedded,
        "container" => RedisChoice.Container,
        null => throw new CannotStartException("--redis needs a value: embedded or container."),
        _ => throw new CannotStartException($"--redis {value}: expected embedded or container. For a Redis that already runs, set ConnectionStrings__redis."),
    };
}
