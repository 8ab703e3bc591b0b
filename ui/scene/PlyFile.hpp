#pragma once
#include <QByteArray>
#include <QString>
#include <vtkSmartPointer.h>

class vtkPolyData;

/// Reads the vertices and faces of a PLY file (text or binary, either byte order); everything else
/// in it is passed over. Not vtkPLYReader: that of VTK 9.1 frees memory that it never took when a
/// file is cut off or its header is damaged, and the program is gone.
/// @param[out] fault if the result is null: what is wrong, to go after "the file cannot be used: "
vtkSmartPointer<vtkPolyData> readPly(const QByteArray& bytes, QString* fault);
