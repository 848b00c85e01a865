using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Endpoints;

/// <summary>A bound request body, without the type of its content.</summary>
internal interface IRequestBody
{
    /// <summary>The response that refuses the body; null when the body is valid.</summary>
    IResult? Refusal { get; }
}

/// <summary>A JSON request body, read strictly: malformed JSON and invalid UTF-8 are refused, not repaired.</summary>
internal sealed class RequestBody<T> : IRequestBody
    where T : class, IValidatable
{
    private readonly T? _value;

    private RequestBody(T value) => _value = value;

    private RequestBody(int status, string error) => Refusal = Problem.Of(status, error);

    /// <inheritdoc />
    public IResult? Refusal { get; }

    /// <summary>The valid body.</summary>
    /// <exception cref="InvalidOperationException">The body was refused.</exception>
    public T Value => _value ?? throw new InvalidOperationException("The body was refused.");

    /// <summary>Binds the body of a request to a handler's parameter.</summary>
    /// <exception cref="BadHttpRequestException">
    /// The body is too large (413), its transfer encoding is malformed, or the client disconnected.
    /// </exception>
    public static async ValueTask<RequestBody<T>> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return new(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
        }

        var reader = context.Request.BodyReader;
        ReadResult result;
        try
        {
            result = await reader.ReadAtLeastAsync(RequestLimits.MaxBody + 1, context.RequestAborted);
        }
        catch (Exception error) when (error is (IOException and not BadHttpRequestException) or InvalidOperationException)
        {
            // Kestrel throws these types for an overlong chunk size, a null in a trailer and a disconnected client.
            throw new BadHttpRequestException(error.Message, error);
        }

        try
        {
            return Parse(result.Buffer.IsSingleSegment ? result.Buffer.FirstSpan : result.Buffer.ToArray());
        }
        finally
        {
            reader.AdvanceTo(result.Buffer.End);
        }
    }

    private static RequestBody<T> Parse(ReadOnlySpan<byte> json)
    {
        const int BadRequest = StatusCodes.Status400BadRequest;
        if (!Utf8.IsValid(json))
        {
            return new(BadRequest, "The body is not valid UTF-8.");
        }

        try
        {
            var type = (JsonTypeInfo<T>)ApiJson.Plain.GetTypeInfo(typeof(T))!;
            return JsonSerializer.Deserialize(json, type) switch
            {
                null => new(BadRequest, "The body is null; expected a JSON object."),
                var value when value.FindError() is { } error => new(BadRequest, error),
                var value => new(value),
            };
        }
        catch (JsonException error)
        {
            return new(BadRequest, $"The body is not the expected JSON object: {error.Message}");
        }
    }
}
