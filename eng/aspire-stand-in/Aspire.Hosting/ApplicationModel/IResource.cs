namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a project, a container, a connection string.</summary>
public interface IResource
{
    /// <summary>The name it goes by, unique in the application.</summary>
    string Name { get; }
}
