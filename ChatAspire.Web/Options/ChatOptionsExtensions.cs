using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Options;

/// <summary>Registers <see cref="ChatOptions"/>.</summary>
internal static class ChatOptionsExtensions
{
    /// <summary>Adds the options, validated when the host starts.</summary>
    public static IServiceCollection AddChatOptions(this IServiceCollection services)
    {
        services
            .AddSingleton<ChatOptionsSetup>()
            .AddSingleton<IConfigureOptions<ChatOptions>>(provider => provider.GetRequiredService<ChatOptionsSetup>())
            .AddSingleton<IValidateOptions<ChatOptions>>(provider => provider.GetRequiredService<ChatOptionsSetup>())
            .AddSingleton<IValidateOptions<ChatOptions>, AddressValidator>()
            .AddOptions<ChatOptions>()
            .ValidateOnStart();
        return services;
    }
}
