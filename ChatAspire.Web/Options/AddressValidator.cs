using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ChatAspire.Web.Options;

/// <summary>Validates the two addresses that a node needs: the connection string of Redis, and the URLs to listen on.</summary>
internal sealed class AddressValidator(IConfiguration configuration) : IValidateOptions<ChatOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, ChatOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        var redis = configuration.GetConnectionString("redis");
        if (!IsRedis(redis))
        {
            // The value may contain a password, so the message does not quote it.
            result.AddError(SettingError.Describe(
                "ConnectionStrings:redis",
                string.IsNullOrEmpty(redis) ? null : "(not shown)",
                "the address of Redis and options of StackExchange.Redis, such as 127.0.0.1:6379"));
        }

        var urls = configuration["urls"];
        if (urls?.Split(';', StringSplitOptions.RemoveEmptyEntries).All(IsHttp) == false)
        {
            result.AddError(SettingError.Describe("ASPNETCORE_URLS", urls, "http URLs, such as http://127.0.0.1:5000"));
        }

        return result.Build();
    }

    private static bool IsRedis(string? connectionString)
    {
        try
        {
            return ConfigurationOptions.Parse(connectionString ?? "").EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsHttp(string url)
    {
        // Kestrel's wildcards, http://*:5000 and http://+:5000, are not host names.
        var named = url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal);
        return Uri.TryCreate(named, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttp;
    }
}
