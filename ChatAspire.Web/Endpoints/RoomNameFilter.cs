using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Endpoints;

/// <summary>Refuses an invalid room name in the route with 400.</summary>
internal sealed class RoomNameFilter : IEndpointFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.GetRouteValue("room") is string room && RequestLimits.RoomError(room) is { } error
            ? ValueTask.FromResult<object?>(Problem.Of(StatusCodes.Status400BadRequest, error))
            : next(context);
}
