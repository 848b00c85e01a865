namespace ChatAspire.Web.Contracts;

/// <summary>A request body that checks its own fields.</summary>
internal interface IValidatable
{
    /// <summary>Describes the first invalid field; null when all fields are valid.</summary>
    string? FindError();
}
