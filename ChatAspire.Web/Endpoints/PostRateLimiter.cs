using System.Threading.RateLimiting;
using ChatAspire.Web.Options;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace ChatAspire.Web.Endpoints;

/// <summary>Limits the posts of each client IP address with a token bucket.</summary>
internal static class PostRateLimiter
{
    /// <summary>The name of the rate limiter policy.</summary>
    public const string Policy = "posts";

    /// <summary>Adds the policy; refused posts get 429 with <c>Retry-After</c>.</summary>
    public static IServiceCollection AddPostRateLimiter(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ChatOptions>>((limiter, chat) => Configure(limiter, chat.Value));
        return services;
    }

    private static void Configure(RateLimiterOptions limiter, ChatOptions options)
    {
        limiter.AddPolicy(Policy, context => options.PostsPerSecond == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = options.PostBurst,
                    TokensPerPeriod = options.PostsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
        limiter.OnRejected = async (rejected, _) =>
        {
            rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after);
            Problem.AddRetryAfter(rejected.HttpContext, after);
            await Problem.Of(
                    StatusCodes.Status429TooManyRequests,
                    $"Too many posts from this address; the limit is {options.PostsPerSecond} per second.")
                .ExecuteAsync(rejected.HttpContext);
        };
    }
}
