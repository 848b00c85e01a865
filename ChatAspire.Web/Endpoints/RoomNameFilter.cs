using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Endpoints;

/// <summary>Returns 400 when the room name in the route is invalid.</summary>
internal sealed class RoomNameFilter : IEndpointFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.GetRouteValue("room") is string room && RequestLimits.RoomError(room) is { } error
            ? ValueTask.FromResult<object?>(Problem.Of(StatusCodes.Status400BadRequest, error))
            : next(context);
}
