using System.Threading.RateLimiting;
using ChatAspire.Web.Options;

namespace ChatAspire.Web.Endpoints;

/// <summary>How much one client address may post: a bucket of tokens for each.</summary>
internal static class PostRateLimiter
{
    /// <summary>The policy's name.</summary>
    public const string Policy = "posts";

    /// <summary>Adds the policy; 429 with <c>Retry-After</c> is what it answers.</summary>
    public static IServiceCollection AddPostRateLimiter(this IServiceCollection services, ChatOptions options) =>
        services.AddRateLimiter(limiter =>
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
                        $"Too many posts from this address; {options.PostsPerSecond} a second are allowed.")
                    .ExecuteAsync(rejected.HttpContext);
            };
        });
}
