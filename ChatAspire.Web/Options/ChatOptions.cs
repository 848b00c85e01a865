using System.Globalization;
using StackExchange.Redis;

namespace ChatAspire.Web.Options;

/// <summary>What one node is told from outside: section <c>Chat</c> of the configuration, <c>Chat__Name</c> as environment.</summary>
public sealed record ChatOptions
{
    /// <summary>This node's name, which readers see. Default: <c>OTEL_SERVICE_NAME</c>, or the machine's name.</summary>
    public required string Node { get; init; }

    /// <summary>The address this node is reached at, which readers see. Default: <c>ASPNETCORE_URLS</c> as given.</summary>
    public required string Address { get; init; }

    /// <summary>Where the Aspire dashboard answers, for links from a message to its trace; null: no links.</summary>
    public string? DashboardUrl { get; init; }

    /// <summary>Messages a room keeps.</summary>
    public int Retention { get; init; }

    /// <summary>Rooms the whole chat may have.</summary>
    public int MaxRooms { get; init; }

    /// <summary>Event streams this node serves at a time.</summary>
    public int MaxReaders { get; init; }

    /// <summary>Posts per second that one client address may make in the long run; 0: no limit.</summary>
    public int PostsPerSecond { get; init; }

    /// <summary>Posts that one client address may make at once.</summary>
    public int PostBurst { get; init; }

    /// <summary>How long a name counts as present after its node last said so.</summary>
    public int PresenceSeconds { get; init; }

    /// <summary>How long one write to a reader may hang before the reader is disconnected.</summary>
    public int StallSeconds { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingException">A value is missing, malformed or out of range.</exception>
    public static ChatOptions Read(IConfiguration configuration)
    {
        var chat = configuration.GetSection("Chat");
        CheckRedis(configuration.GetConnectionString("redis"));
        CheckUrls(configuration["urls"]);
        return new ChatOptions
        {
            Node = Text(chat, "Node", configuration["OTEL_SERVICE_NAME"] ?? Environment.MachineName),
            Address = Text(chat, "Address", configuration["urls"] ?? "http://localhost:5000"),
            DashboardUrl = HttpUrl(chat, "DashboardUrl"),
            Retention = Number(chat, "Retention", 10_000, 1, 1_000_000),
            MaxRooms = Number(chat, "MaxRooms", 1_000, 1, 100_000),
            MaxReaders = Number(chat, "MaxReaders", 10_000, 1, 1_000_000),
            PostsPerSecond = Number(chat, "PostsPerSecond", 20, 0, 1_000_000),
            PostBurst = Number(chat, "PostBurst", 60, 1, 1_000_000),
            PresenceSeconds = Number(chat, "PresenceSeconds", 15, 2, 3_600),
            StallSeconds = Number(chat, "StallSeconds", 10, 1, 600),
        };
    }

    private static void CheckRedis(string? connectionString)
    {
        try
        {
            if (ConfigurationOptions.Parse(connectionString ?? "").EndPoints.Count > 0)
            {
                return;
            }
        }
        catch (ArgumentException)
        {
            // Said below, without the value: it may hold a password.
        }

        throw new SettingException(
            "ConnectionStrings:redis",
            string.IsNullOrEmpty(connectionString) ? null : "(not shown)",
            "the address of Redis and options of StackExchange.Redis, such as 127.0.0.1:6379");
    }

    private static void CheckUrls(string? urls)
    {
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            // Kestrel's wildcards, http://*:5000 and http://+:5000, are no host names.
            if (!Uri.TryCreate(url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var parsed)
                || parsed.Scheme != Uri.UriSchemeHttp)
            {
                throw new SettingException("ASPNETCORE_URLS", urls, "http URLs, such as http://127.0.0.1:5000");
            }
        }
    }

    private static string Text(IConfiguration chat, string key, string defaultValue) =>
        chat[key] is { Length: > 0 } value ? value : defaultValue;

    private static string? HttpUrl(IConfigurationSection chat, string key)
    {
        if (chat[key] is not { Length: > 0 } value)
        {
            return null;
        }

        return Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? value.TrimEnd('/')
            : throw new SettingException($"{chat.Path}:{key}", value, "an http or https URL");
    }

    private static int Number(IConfigurationSection chat, string key, int defaultValue, int min, int max)
    {
        if (chat[key] is not { Length: > 0 } value)
        {
            return defaultValue;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
            ? number
            : throw new SettingException($"{chat.Path}:{key}", value, $"a whole number from {min} to {max}");
    }
}
