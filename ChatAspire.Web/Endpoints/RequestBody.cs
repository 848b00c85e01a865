using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Endpoints;

/// <summary>Reads a JSON body strictly: what is not JSON in UTF-8 is refused, not repaired.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body of a request.</summary>
    /// <returns>The value, or what to answer instead of going on.</returns>
    /// <exception cref="BadHttpRequestException">The body is too large (413) or the client broke off.</exception>
    public static async ValueTask<(T? Value, IResult? Refusal)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Problem.Of(415, "The body must be application/json."));
        }

        var reader = request.BodyReader;
        ReadResult result;
        try
        {
            result = await reader.ReadAtLeastAsync(RequestLimits.MaxBody + 1, request.HttpContext.RequestAborted);
        }
        catch (Exception error) when (error is (IOException and not BadHttpRequestException) or InvalidOperationException)
        {
            // Kestrel's words for a chunk size beyond all numbers, for a null in a trailer, and for a client that hung up.
            throw new BadHttpRequestException(error.Message, error);
        }

        try
        {
            var bytes = result.Buffer.IsSingleSegment ? result.Buffer.FirstSpan : result.Buffer.ToArray();
            if (!Utf8.IsValid(bytes))
            {
                return (null, Problem.Of(400, "The body is not valid UTF-8."));
            }

            return JsonSerializer.Deserialize(bytes, type) is { } value
                ? (value, null)
                : (null, Problem.Of(400, "The body is null; a JSON object is expected."));
        }
        catch (JsonException error)
        {
            return (null, Problem.Of(400, $"The body is not the JSON object expected: {error.Message}"));
        }
        finally
        {
            reader.AdvanceTo(result.Buffer.End);
        }
    }
}
