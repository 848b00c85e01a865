namespace ChatAspire.Web.Endpoints;

/// <summary>Returns the error response for a refused body, so that handlers see only valid bodies.</summary>
internal sealed class RequestBodyFilter : IEndpointFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            if (argument is IRequestBody { Refusal: { } refusal })
            {
                return ValueTask.FromResult<object?>(refusal);
            }
        }

        return next(context);
    }
}
