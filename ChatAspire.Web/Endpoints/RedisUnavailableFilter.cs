using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Endpoints;

/// <summary>Returns 503 when a handler fails because Redis is unavailable.</summary>
internal sealed class RedisUnavailableFilter : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return Problem.RedisUnavailable(context.HttpContext, RedisErrors.Classify(error));
        }
    }
}
