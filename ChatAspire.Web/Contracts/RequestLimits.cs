using System.Buffers;

namespace ChatAspire.Web.Contracts;

/// <summary>Limits of client input. Lengths count UTF-16 code units, as a browser's <c>maxlength</c> does.</summary>
internal static class RequestLimits
{
    public const int MaxText = 4_000;
    public const int MaxAuthor = 32;
    public const int MaxRoom = 40;
    public const int MaxId = 64;

    /// <summary>Maximum bytes of a request body: the longest text, each code unit escaped (<c>\u1234</c>), and the other fields.</summary>
    public const int MaxBody = 32 << 10;

    public const int MaxPage = 1_000;
    public const int DefaultPage = 100;

    private static readonly SearchValues<char> RoomCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    /// <summary>Describes an invalid room name; null when it is valid.</summary>
    public static string? RoomError(string room) =>
        room.Length is >= 1 and <= MaxRoom && !room.AsSpan().ContainsAnyExcept(RoomCharacters)
            ? null
            : $"A room name has 1 to {MaxRoom} of the characters a-z, 0-9 and -.";

    /// <summary>Describes an invalid author; null when it is valid.</summary>
    public static string? AuthorError(string? author) =>
        author is { Length: >= 1 and <= MaxAuthor } ? null : $"author must have 1 to {MaxAuthor} characters.";

    /// <summary>Describes an invalid message id; null when it is valid.</summary>
    public static string? IdError(string? id) =>
        id is { Length: >= 1 and <= MaxId } && !id.AsSpan().ContainsAnyExcept(IdCharacters)
            ? null
            : $"id must have 1 to {MaxId} of the characters A-Z, a-z, 0-9 and . _ : -; the client creates a new one for each message.";

    /// <summary>Describes an invalid message text; null when it is valid.</summary>
    public static string? TextError(string? text) =>
        text is { Length: >= 1 and <= MaxText } ? null : $"text must have 1 to {MaxText} characters.";
}
