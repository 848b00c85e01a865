using System.Globalization;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Options;

/// <summary>
/// Binds and validates <see cref="ChatOptions"/>. The configuration binder would throw on a value that is not a number, without
/// naming the allowed range. This class binds valid values only; its validation quotes each invalid one with the allowed range.
/// </summary>
internal sealed class ChatOptionsSetup(IConfiguration configuration) : IConfigureOptions<ChatOptions>, IValidateOptions<ChatOptions>
{
    private static readonly NumberSetting[] Numbers =
    [
        new(nameof(ChatOptions.Retention), 1, 1_000_000, (options, value) => options.Retention = value),
        new(nameof(ChatOptions.MaxRooms), 1, 100_000, (options, value) => options.MaxRooms = value),
        new(nameof(ChatOptions.MaxReaders), 1, 1_000_000, (options, value) => options.MaxReaders = value),
        new(nameof(ChatOptions.PostsPerSecond), 0, 1_000_000, (options, value) => options.PostsPerSecond = value),
        new(nameof(ChatOptions.PostBurst), 1, 1_000_000, (options, value) => options.PostBurst = value),
        new(nameof(ChatOptions.PresenceSeconds), 2, 3_600, (options, value) => options.PresenceSeconds = value),
        new(nameof(ChatOptions.Replicas), 0, 10, (options, value) => options.Replicas = value),
        new(nameof(ChatOptions.StallSeconds), 1, 600, (options, value) => options.StallSeconds = value),
    ];

    private readonly IConfigurationSection _section = configuration.GetSection(ChatOptions.Section);

    /// <inheritdoc />
    public void Configure(ChatOptions options)
    {
        options.Node = Text(nameof(options.Node)) ?? configuration["OTEL_SERVICE_NAME"] ?? options.Node;
        options.Address = Text(nameof(options.Address)) ?? configuration["urls"] ?? options.Address;
        options.DashboardUrl = Text(nameof(options.DashboardUrl))?.TrimEnd('/');
        foreach (var number in Numbers)
        {
            if (Text(number.Name) is { } text && number.TryParse(text, out var value))
            {
                number.Apply(options, value);
            }
        }
    }

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, ChatOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var number in Numbers)
        {
            if (Text(number.Name) is { } text && !number.TryParse(text, out _))
            {
                result.AddError(Describe(number.Name, text, $"a whole number from {number.Min} to {number.Max}"));
            }
        }

        if (Text(nameof(options.DashboardUrl)) is { } dashboard && !IsHttpUrl(dashboard))
        {
            result.AddError(Describe(nameof(options.DashboardUrl), dashboard, "an http or https URL"));
        }

        return result.Build();
    }

    private string? Text(string key) => _section[key] is { Length: > 0 } value ? value : null;

    private static string Describe(string key, string value, string expected) =>
        SettingError.Describe($"{ChatOptions.Section}:{key}", value, expected);

    private static bool IsHttpUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private sealed record NumberSetting(string Name, int Min, int Max, Action<ChatOptions, int> Apply)
    {
        public bool TryParse(string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= Min && value <= Max;
    }
}
