namespace ChatAspire.Web.Contracts;

/// <summary>The body of a POST that adds a message to a room.</summary>
internal sealed record PostedMessage(string? Id, string? Author, string? Text) : IValidatable
{
    /// <inheritdoc />
    public string? FindError() =>
        RequestLimits.IdError(Id) ?? RequestLimits.AuthorError(Author) ?? RequestLimits.TextError(Text);
}

/// <summary>The body of a POST that announces that someone is typing.</summary>
internal sealed record PostedTyping(string? Author) : IValidatable
{
    /// <inheritdoc />
    public string? FindError() => RequestLimits.AuthorError(Author);
}
